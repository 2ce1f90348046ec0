import { startEmbedded } from './api-server/embedded-api-server.ts';
import { addHollowNodes } from './api-server/hollow-nodes.ts';
import { type Measurement, measurements, median, prepare } from './api-server/measurements.ts';
import { endWithParent, report } from './child.ts';
import { controlPlaneBinary } from './real-api-server/control-plane-binary.ts';
import { startControlPlane } from './real-api-server/start-control-plane.ts';
import type { Row } from './table.ts';

const ROUNDS = 5;
/** The embedded API server's speed over the real one's. */
const TARGET = 0.9;

/** Rounds alternate between the two, so that a busy machine is busy for both. */
async function besideKubernetes(binary: string): Promise<Row[]> {
  const embedded = await startEmbedded();
  endWithParent(embedded.stop);
  const real = await startControlPlane(binary);
  endWithParent(real.stop);
  const removeNodes = await addHollowNodes(real);
  try {
    await Promise.all([prepare(embedded), prepare(real)]);
    const rows: Row[] = [];
    for (const measurement of measurements) {
      console.error(`  ${measurement.what} …`);
      const [ours, theirs]: [number[], number[]] = [[], []];
      for (let round = 0; round < ROUNDS; round++) {
        ours.push(await measurement.run(embedded, round));
        theirs.push(await measurement.run(real, round));
      }
      rows.push(rowOf(measurement, ours, theirs));
    }
    return rows;
  } finally {
    removeNodes();
    embedded.stop();
    real.stop();
  }
}

function rowOf({ what, unit, higher }: Measurement, ours: readonly number[], theirs: readonly number[]): Row {
  const ratio = median(ours.map((value, round) => (higher ? value / theirs[round]! : theirs[round]! / value)));
  const text = (values: readonly number[]) => `${Number(median(values).toPrecision(3))}${unit}`;
  return {
    what: `${what}, embedded : real`,
    measured: `${text(ours)} : ${text(theirs)} = ${ratio.toFixed(2)}`,
    target: `>= ${TARGET}`,
    reached: ratio >= TARGET,
  };
}

const binary = controlPlaneBinary();
report(
  binary
    ? await besideKubernetes(binary)
    : [{ what: 'beside a real kube-apiserver', measured: 'NOT RUN: no Go to compile one', target: '', reached: null }],
);
