/** The notations in which a service, a proxy or a library may echo a text. */
export function notations(text: string): Record<string, string> {
  const bytes = Buffer.from(text);
  return {
    plain: text,
    json: JSON.stringify(text).slice(1, -1),
    percent: encodeURIComponent(text),
    strictPercent: encodeURIComponent(text).replace(/[!'()*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`),
    form: new URLSearchParams({ x: text }).toString().slice(2),
    base64: bytes.toString('base64'),
    base64url: bytes.toString('base64url'),
    hex: bytes.toString('hex'),
    upperHex: bytes.toString('hex').toUpperCase(),
  };
}
