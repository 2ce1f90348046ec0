import { describeDriver } from './driver-contract.ts';
import { FakeDriver } from './fake-driver.ts';

describeDriver('the fake', () => new FakeDriver());
