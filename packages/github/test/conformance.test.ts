import { describeProviderConformance } from '@headwater/testkit/conformance';
import { services } from './services.ts';

for (const [name, service] of Object.entries(services)) describeProviderConformance(name, service);
