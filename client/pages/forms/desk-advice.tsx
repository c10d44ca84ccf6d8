import { useFormTexts } from './form-texts.ts';

/** For who registered on the web: what may be done now, and how to be signed in person (ACCT-1). */
export const DeskAdvice = () => {
  const { desk } = useFormTexts();
  return (
    <section class="card" data-testid="desk-advice" aria-labelledby="desk-title">
      <h2 id="desk-title">{desk.title}</h2>
      <h3>{desk.goTitle}</h3>
      <ol class="documents">
        {desk.go.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
      <h3>{desk.mayTitle}</h3>
      <ul class="documents">
        {desk.may.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
};
