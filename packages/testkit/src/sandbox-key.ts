/** The key every emulator accepts unless told which keys to accept. It is no secret and opens nothing else. */
export const SANDBOX_API_KEY = 'sandbox-key';
