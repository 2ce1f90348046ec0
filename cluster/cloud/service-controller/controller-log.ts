import type { EventRecorder } from '../../client/events.ts';
import type { Clock } from '../../machinery/clock.ts';

export type LogLine = (line: string) => void;

/** klog's header in UTC: `I0105 09:00:00.000000       1 controller.go:398] text`. */
export class ControllerLog {
  readonly #clock: Clock;
  readonly #write: LogLine;

  constructor(clock: Clock, write: LogLine) {
    this.#clock = clock;
    this.#write = write;
  }

  /** `place`: the source file and line that it comes from. */
  say(severity: 'I' | 'W' | 'E', place: string, text: string): void {
    const time = new Date(this.#clock.now()).toISOString();
    const day = `${time.slice(5, 7)}${time.slice(8, 10)}`;
    this.#write(`${severity}${day} ${time.slice(11, 23)}000       1 ${place}] ${text}`);
  }

  info(place: string, text: string): void {
    this.say('I', place, text);
  }

  /** What Go's runtime.HandleError prints. */
  unhandled(text: string): void {
    this.say('E', 'controller.go:302', `"Unhandled Error" err=${JSON.stringify(text)} logger="UnhandledError"`);
  }

  /** Records events that are told in the log as well (StartStructuredLogging). */
  telling(events: EventRecorder): EventRecorder {
    return {
      event: (subject, type, reason, message, options) => {
        const { namespace, name } = subject.metadata;
        const object = `object="${namespace}/${name}" fieldPath="" kind="${subject.kind}" apiVersion="${subject.apiVersion}"`;
        const what = `type="${type}" reason="${reason}" message=${JSON.stringify(message)}`;
        this.info('event.go:389', `"Event occurred" ${object} ${what}`);
        events.event(subject, type, reason, message, options);
      },
    };
  }
}
