import type {
  LimitedPriorityLevelConfiguration,
  LimitResponse,
  PriorityLevelConfiguration,
  PriorityLevelConfigurationSpec,
  QueuingConfiguration,
} from 'kubernetes-types/flowcontrol/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { type FieldError, forbidden, invalid, notSupported, required } from '../field-error.ts';
import { mandatoryPriorityLevels } from '../flow-control-objects.ts';
import { same } from '../same.ts';
import { typed } from '../typed.ts';
import { validateFlowStatus } from './flow-schema.ts';

const MOST_QUEUES = 10_000_000;
const HASH_BITS = 60;

/** Source: pkg/apis/flowcontrol/validation.ValidatePriorityLevelConfiguration. */
export function validatePriorityLevelConfiguration(object: KubernetesObject): FieldError[] {
  const { spec, metadata } = typed<PriorityLevelConfiguration>(object);
  const name = metadata?.name ?? '';
  return [...validateSpec(name, spec), ...validateMandatory(name, spec), ...validateFlowStatus(object)];
}

function validateMandatory(name: string, spec: PriorityLevelConfigurationSpec | undefined): FieldError[] {
  const fixed = mandatoryPriorityLevels[name];
  if (!fixed) return [];
  if (name !== 'exempt') {
    return same(spec, fixed) ? [] : [invalid('spec', spec, `spec of '${name}' must equal the fixed value`)];
  }
  const detail = `spec of '${name}' except the 'spec.exempt' field must equal the fixed value`;
  return same({ ...spec, exempt: fixed.exempt }, fixed) ? [] : [invalid('spec', spec, detail)];
}

function validateSpec(name: string, spec: PriorityLevelConfigurationSpec | undefined): FieldError[] {
  const { type = '', limited, exempt } = spec ?? {};
  const errors: FieldError[] = [];
  if ((name === 'exempt') !== (type === 'Exempt')) {
    errors.push(invalid('spec.type', type, "must be 'Exempt' if and only if `name` is 'exempt'"));
  }
  if (type === 'Exempt') {
    if (limited) errors.push(forbidden('spec.limited', 'must be nil if the type is not Limited'));
    if (exempt) {
      errors.push(...shares(exempt.nominalConcurrencyShares, 'spec.exempt'));
      errors.push(...lendable(exempt.lendablePercent, 'spec.exempt'));
    }
  } else if (type === 'Limited') {
    if (exempt) errors.push(forbidden('spec.exempt', 'must be nil if the type is Limited'));
    if (limited) errors.push(...validateLimited(limited, 'spec.limited'));
    else errors.push(required('spec.limited', 'must not be empty when type is Limited'));
  } else errors.push(notSupported('spec.type', type, ['Exempt', 'Limited']));
  return errors;
}

function shares(value: number | undefined, path: string): FieldError[] {
  if ((value ?? 0) >= 0) return [];
  return [invalid(`${path}.nominalConcurrencyShares`, value, 'must be a non-negative integer')];
}

function lendable(value: number | undefined, path: string): FieldError[] {
  if (value === undefined || (value >= 0 && value <= 100)) return [];
  return [invalid(`${path}.lendablePercent`, value, 'must be between 0 and 100, inclusive')];
}

function validateLimited(limited: LimitedPriorityLevelConfiguration, path: string): FieldError[] {
  const borrowing = limited.borrowingLimitPercent;
  return [
    ...shares(limited.nominalConcurrencyShares, path),
    ...validateResponse(limited.limitResponse, `${path}.limitResponse`),
    ...lendable(limited.lendablePercent, path),
    ...(borrowing !== undefined && borrowing < 0
      ? [invalid(`${path}.borrowingLimitPercent`, borrowing, 'if specified, must be a non-negative integer')]
      : []),
  ];
}

function validateResponse(response: LimitResponse | undefined, path: string): FieldError[] {
  const { type = '', queuing } = response ?? {};
  if (type === 'Reject') {
    const detail = 'must be nil if limited.limitResponse.type is not Limited';
    return queuing ? [forbidden(`${path}.queuing`, detail)] : [];
  }
  if (type !== 'Queue') return [notSupported(`${path}.type`, type, ['Queue', 'Reject'])];
  if (queuing) return validateQueuing(queuing, `${path}.queuing`);
  return [required(`${path}.queuing`, 'must not be empty if limited.limitResponse.type is Limited')];
}

function validateQueuing(queuing: QueuingConfiguration, path: string): FieldError[] {
  const { queueLengthLimit = 0, queues = 0, handSize = 0 } = queuing;
  const errors: FieldError[] = [];
  if (queueLengthLimit <= 0) errors.push(invalid(`${path}.queueLengthLimit`, queueLengthLimit, 'must be positive'));
  if (queues <= 0) errors.push(invalid(`${path}.queues`, queues, 'must be positive'));
  else if (queues > MOST_QUEUES) {
    errors.push(invalid(`${path}.queues`, queues, `must not be greater than ${MOST_QUEUES}`));
  }
  const complain = (detail: string) => errors.push(invalid(`${path}.handSize`, handSize, detail));
  if (handSize <= 0) complain('must be positive');
  else if (handSize > queues) complain(`should not be greater than queues (${queues})`);
  else if (entropyBits(queues, handSize) > HASH_BITS) {
    complain(
      `required entropy bits of deckSize ${queues} and handSize ${handSize} should not be greater than ${HASH_BITS}`,
    );
  }
  return errors;
}

/** Source: apiserver/pkg/util/shufflesharding.RequiredEntropyBits. */
function entropyBits(deckSize: number, handSize: number): number {
  return Math.ceil(Math.log2(deckSize) * handSize);
}
