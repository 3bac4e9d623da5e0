/** Whether commits still arrive in the synced folder, asked whenever somebody wants to know and never guessed. */
import { realpath } from "node:fs/promises";
import { fetchedAtMs, findCheckout } from "./git.ts";

/** Whether `path` lies in a Git checkout; false where the folder cannot be read. */
export async function isInCheckout(path: string): Promise<boolean> {
	try {
		return (await findCheckout(await realpath(path))) !== undefined;
	} catch {
		return false;
	}
}

/**
 * When something was last fetched into the checkout that `path` lies in, milliseconds since the epoch. Undefined where the
 * folder is missing, is no checkout, or was never fetched into.
 */
export async function lastFetchMs(path: string): Promise<number | undefined> {
	try {
		const checkout = await findCheckout(await realpath(path));
		return checkout && (await fetchedAtMs(checkout));
	} catch {
		// A folder that cannot be read is told by whoever follows it.
		return undefined;
	}
}
