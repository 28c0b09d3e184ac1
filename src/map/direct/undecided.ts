/** What jq gives here is not known for certain, or takes too much to be found out here: jq is to be asked. */
export class Undecided extends Error {}

/** The same evaluation, but undefined where jq is to be asked. */
export function whereCertain<Inputs extends readonly unknown[], Result>(
  evaluate: (...inputs: Inputs) => Result,
): (...inputs: Inputs) => Result | undefined {
  return (...inputs) => {
    try {
      return evaluate(...inputs);
    } catch (error) {
      // Nested too deeply, or too long a text: jq has its own limits.
      if (error instanceof Undecided || error instanceof RangeError) return undefined;
      throw error;
    }
  };
}
