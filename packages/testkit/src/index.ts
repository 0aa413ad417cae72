export { realClock } from './clock/real-clock.ts';
export { createVirtualClock, type VirtualClock, type VirtualClockOptions } from './clock/virtual-clock.ts';
export { createEmulator } from './emulator/create-emulator.ts';
export type { Fault, FaultAction, FaultMatch, FaultScript, ServiceJson } from './emulator/faults.ts';
export {
  createScriptedService,
  type ScriptedService,
  type ScriptedServiceOptions,
} from './emulator/scripted-service.ts';
export type {
  Emulator,
  EmulatorDefinition,
  EmulatorError,
  EmulatorHandler,
  EmulatorLimits,
  EmulatorReply,
  EmulatorRequest,
  EmulatorRoute,
  EmulatorServer,
  EmulatorSettings,
  MswModule,
  RateRule,
  ReceivedRequest,
} from './emulator/types.ts';
export { IntegrationTestSuite } from './integration/suite.ts';
export { createRandom } from './random.ts';
export { SAMPLE_VENUE, type SampleWork, sampleWorks } from './samples/sample-works.ts';
export { SANDBOX_API_KEY } from './sandbox-key.ts';
export { createTextIndex, type IndexedText, type TextIndex, type TextMatch } from './search/text-index.ts';
export { allWords, contentWords } from './search/words.ts';
export {
  createToxicProxy,
  type Toxic,
  type ToxicAction,
  type ToxicDirection,
  type ToxicProxy,
  type ToxicProxyOptions,
} from './toxics/index.ts';
