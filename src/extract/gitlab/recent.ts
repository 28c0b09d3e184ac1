/** Values that were read lately, so that what several readers want at about the same time is read once; bounded by size. */
export class Recent<Value> {
  readonly #values = new Map<string, { readonly value: Promise<Value>; size: number }>();
  readonly #limit: number;
  readonly #sizeOf: (value: Value) => number;
  #size = 0;

  constructor(limit: number, sizeOf: (value: Value) => number) {
    this.#limit = limit;
    this.#sizeOf = sizeOf;
  }

  async read(key: string, read: () => Promise<Value>): Promise<Value> {
    const known = this.#values.get(key);
    if (known !== undefined) return known.value;
    const entry = { value: read(), size: 0 };
    this.#values.set(key, entry);
    try {
      const value = await entry.value;
      entry.size = this.#sizeOf(value);
      this.#size += entry.size;
      this.#forget();
      return value;
    } catch (error) {
      this.#values.delete(key);
      throw error;
    }
  }

  /** The oldest go first; one on its way weighs nothing yet. */
  #forget(): void {
    for (const [key, { size }] of this.#values) {
      if (this.#size <= this.#limit) return;
      this.#size -= size;
      this.#values.delete(key);
    }
  }
}
