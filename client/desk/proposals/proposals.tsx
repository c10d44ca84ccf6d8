import { useEffect } from 'preact/hooks';
import type { DeskProposal } from '../../../protocol/desk/proposals.ts';
import { Notice } from '../../pages/parts/notice.tsx';
import { Page } from '../../pages/parts/page.tsx';
import { useAuthority, useDesk } from '../desk.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Done } from '../parts/done.tsx';
import { Fact } from '../parts/person.tsx';
import { useDeed } from '../parts/use-deed.ts';
import { useQuery } from '../parts/use-query.ts';
import { SignedFacts } from '../sign/sign.tsx';

/** The proposals that wait for a second person; read again whenever the count of their changes moves. */
export const ProposalsPage = () => {
  const { language, counters } = useDesk();
  const texts = language.texts.value;
  const changes = counters.value[counters.value.length - 1]?.proposals.changes ?? 0;
  const { answer, trouble, refresh } = useQuery('listProposals', {});
  const { busy, trouble: refused, done, perform } = useDeed(refresh);
  useEffect(() => {
    void refresh();
  }, [changes]);
  return (
    <Page name="proposals" title={texts.pages.proposals}>
      <p class="hint">{texts.proposals.explain}</p>
      <Notice trouble={trouble ?? refused} />
      <Done>
        {done?.name === 'confirmProposal' ? (
          <>
            <p>{texts.proposals.confirmed}</p>
            {done.answer.done.outcome === 'signed' && <SignedFacts done={done.answer.done} />}
          </>
        ) : (
          done && <p>{texts.proposals.withdrawn}</p>
        )}
      </Done>
      {answer?.proposals.length === 0 && <p class="card">{texts.proposals.empty}</p>}
      {answer?.proposals.map((each) => (
        <Proposal
          key={each.proposal}
          proposal={each}
          busy={busy}
          onConfirm={() => void perform('confirmProposal', { proposal: each.proposal, digest: each.digest })}
          onWithdraw={() => void perform('withdrawProposal', { proposal: each.proposal })}
        />
      ))}
    </Page>
  );
};

type Props = {
  readonly proposal: DeskProposal;
  readonly busy: boolean;
  readonly onConfirm: () => void;
  readonly onWithdraw: () => void;
};

const Proposal = ({ proposal, busy, onConfirm, onWithdraw }: Props) => {
  const { language, session } = useDesk();
  const { proposals: texts, instant } = language.texts.value;
  const { prefix, timeZone } = useAuthority();
  const { what, by, at, expiresAt, subject, reason, mobiles, plates, positions, opensAt } = proposal;
  const isOwn = by === session.value?.userName;
  const title = `proposal-${proposal.proposal}`;
  return (
    <section class="card" aria-labelledby={title} data-testid="proposal" data-what={what} data-by={by}>
      <h2 id={title}>
        {texts.deeds[what]}: {subject}
      </h2>
      <dl class="facts">
        <Fact name={texts.by}>
          {by} <small class="hint">{instant(at, timeZone)}</small>
        </Fact>
        {mobiles !== null && (
          <Fact name={texts.mobile}>
            {mobiles.from} → {mobiles.to}
          </Fact>
        )}
        {positions !== null && <Fact name={language.texts.value.blocks.pattern}>{positions.join(' ')}</Fact>}
        {opensAt !== null && <Fact name={texts.opensAt}>{instant(opensAt, timeZone)}</Fact>}
        {plates.length > 0 && (
          <Fact name={texts.numbers}>{plates.map((plate) => `${prefix}·${plate}`).join('、')}</Fact>
        )}
        {reason !== '' && <Fact name={texts.reason}>{reason}</Fact>}
      </dl>
      <p class="hint">{texts.expires(instant(expiresAt, timeZone))}</p>
      {isOwn && <p>{texts.own}</p>}
      <div class="confirms">
        {!isOwn && (
          <Confirm
            testId="confirm"
            kind="main"
            label={texts.confirm}
            says={texts.confirmWarning(texts.deeds[what], by)}
            sure={texts.confirmSure}
            busy={busy}
            onSure={onConfirm}
          />
        )}
        {(isOwn || session.value?.role === 'manager') && (
          <Confirm
            testId="withdraw"
            kind="plain"
            label={texts.withdraw}
            says={texts.withdrawWarning}
            sure={texts.withdrawSure}
            busy={busy}
            onSure={onWithdraw}
          />
        )}
      </div>
    </section>
  );
};
