import type { StoredSession } from '../database/session-repository.ts';
import { drawLab } from '../labs/draw-lab.ts';
import type { Lab } from '../labs/lab.ts';
import type { LabCatalogue } from '../labs/lab-catalogue.ts';
import type { LabList, LabSummary, Lab as PublicLab } from '../schemas/labs.ts';
import { refusals } from './refusal.ts';
import type { SessionManager } from './session-manager.ts';

/** Labs as one learner sees them: with how far they have come. */
export class LearnerLabs {
  readonly #catalogue: LabCatalogue;
  readonly #sessions: SessionManager;

  constructor(catalogue: LabCatalogue, sessions: SessionManager) {
    this.#catalogue = catalogue;
    this.#sessions = sessions;
  }

  async list(learner: string | null): Promise<LabList> {
    const reached = await this.#reached(learner);
    return { labs: this.#catalogue.labs.map((lab) => this.#summary(drawLab(lab, ''), reached)) };
  }

  async lab(learner: string | null, slug: string): Promise<PublicLab> {
    const found = this.#catalogue.find(slug);
    if (!found) throw refusals.unknownLab(slug);
    const reached = await this.#reached(learner);
    const summary = this.#summary(drawLab(found, ''), reached);
    const lab = drawLab(found, summary.progress.session ?? '');
    return {
      ...summary,
      drawn: lab.draw !== null,
      goal: lab.goalText,
      countFrom: lab.countFrom,
      countQuestion: lab.countQuestion,
      content: lab.steps.map(({ number, title, blocks, begin, check }) => ({
        number,
        title,
        blocks,
        begins: begin !== null,
        check: check && { text: check.text, onDemand: check.onDemand },
      })),
      summaryHtml: lab.summaryHtml,
    };
  }

  #summary(lab: Lab, reached: Reached): LabSummary {
    const { slug, number, title, question, group, minutes, glyph, requires } = lab;
    return {
      ...{ slug, number, title, question, group, minutes, glyph },
      requires: [...requires],
      drivers: this.#sessions.offers(requires),
      steps: lab.steps.length,
      progress: progressOf(lab, reached),
    };
  }

  async #reached(learner: string | null): Promise<Reached> {
    if (learner === null) return { sessions: [], steps: new Map() };
    const { sessions } = this.#sessions;
    const [own, steps] = await Promise.all([sessions.ofLearner(learner), sessions.stepsPassed(learner)]);
    return { sessions: own, steps };
  }
}

interface Reached {
  readonly sessions: readonly StoredSession[];
  readonly steps: ReadonlyMap<string, readonly number[]>;
}

/** The session that is still there speaks for the lab; without one, the one that came furthest. */
function progressOf(lab: Lab, reached: Reached): LabSummary['progress'] {
  const own = reached.sessions.filter((session) => session.lab === lab.slug);
  const passedIn = (session: StoredSession) => reached.steps.get(session.id) ?? [];
  const open = own.find((session) => session.endedMs === null && session.expiresMs > Date.now());
  const furthest = [...own].sort((a, b) => passedIn(b).length - passedIn(a).length)[0];
  const passed = open ? passedIn(open) : furthest ? passedIn(furthest) : [];
  const everPassed = own.some((session) => passedIn(session).length >= lab.steps.length);
  return {
    state: everPassed ? 'passed' : own.length > 0 ? 'started' : 'new',
    step: lab.steps.find((step) => !passed.includes(step.number))?.number ?? lab.steps.length,
    stepsPassed: passed.length,
    session: open?.id ?? null,
  };
}
