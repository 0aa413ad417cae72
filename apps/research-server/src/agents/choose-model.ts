import type { MastraModelConfig, OpenAICompatibleConfig } from '@mastra/core/llm';
import type { ServerConfig } from '../config.ts';
import type { Writer } from '../shared/api.ts';
import { createEmbeddedModel, embeddedModelId } from './embedded-model.ts';
import { environmentSecrets, guardedModel } from './guarded-model.ts';

export interface ChosenModel {
  model: MastraModelConfig;
  /** The model's name, as it is shown. */
  id: string;
  writer: Writer;
  /** Says under every answer what it was made by. */
  label: string;
  /** Must appear nowhere. */
  secrets: readonly string[];
}

/**
 * The configured model, or the embedded one when none is configured. `HEADWATER_MODEL=provider/model` goes through
 * Mastra's registry; with `HEADWATER_MODEL_URL` the model is asked at that OpenAI-compatible endpoint.
 */
export function chooseModel(setting: ServerConfig['model']): ChosenModel {
  if (!setting) {
    const label = 'No model was used: sentences are taken from the sources.';
    return { model: createEmbeddedModel(), id: embeddedModelId, writer: 'extractive', label, secrets: [] };
  }
  const { id, url, key } = setting;
  const apiKey = key === undefined ? {} : { apiKey: key };
  const secrets = [...(key === undefined ? [] : [key]), ...environmentSecrets(process.env)];
  const place = url === undefined ? { id } : { providerId: 'endpoint', modelId: id, url };
  const model = guardedModel({ ...place, ...apiKey } as OpenAICompatibleConfig, secrets);
  const label = `Written by the model ${id}. Its sentences were checked, by their words, against the passages they cite.`;
  return { model, id, writer: 'model', label, secrets };
}
