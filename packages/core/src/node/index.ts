// What needs Node, and nothing else: the rest of the package runs on Web APIs alone.
export {};
