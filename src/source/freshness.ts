/** Tells whether commits still arrive in the synced folder; computed on request. */
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
 * The time of the last fetch into the checkout of `path`, in milliseconds since the epoch. Undefined where the folder is
 * missing, is no checkout, or never had a fetch.
 */
export async function lastFetchMs(path: string): Promise<number | undefined> {
	try {
		const checkout = await findCheckout(await realpath(path));
		return checkout && (await fetchedAtMs(checkout));
	} catch {
		// The watcher reports an unreadable folder.
		return undefined;
	}
}
