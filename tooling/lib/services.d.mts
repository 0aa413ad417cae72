import type { ProviderConformance } from '@headwater/testkit/conformance';

export function loadServices(base: string): Promise<Record<string, ProviderConformance>>;
