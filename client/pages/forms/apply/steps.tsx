import { useFormTexts } from '../form-texts.ts';

const STEPS = ['notice', 'details', 'review', 'code'] as const;
export type StepName = (typeof STEPS)[number];

/** The present one of the four steps. */
export const Steps = ({ at }: { readonly at: StepName }) => {
  const { apply, steps, step } = useFormTexts();
  const here = STEPS.indexOf(at);
  return (
    <div class="steps">
      <p class="hint" data-testid="step" data-step={at}>
        {step(here + 1, STEPS.length)}
      </p>
      <ol aria-label={steps}>
        {STEPS.map((name, i) => (
          <li key={name} class={i <= here ? 'step-past' : undefined} aria-current={i === here ? 'step' : undefined}>
            <span>{apply.steps[name]}</span>
          </li>
        ))}
      </ol>
    </div>
  );
};
