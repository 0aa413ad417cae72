/** Where the server is mounted: `''` or `/sub/path`. The server writes it into the shell. */
export const basePath = document.querySelector<HTMLMetaElement>('meta[name="headwater-base"]')?.content ?? '';

/** The URL of an API path such as `/v1/research`. */
export const apiUrl = (path: string): string => `${basePath}${path}`;
