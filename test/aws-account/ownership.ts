/**
 * What belongs to a run, and what may happen to it. Only what has both the run's prefix in its name and the run's owner in its
 * tags is ever deleted: either alone may be somebody else's.
 */
import type { AwsClients } from "../support/virtual-world.ts";

/** One run's resources. Its prefix is its owner too. */
export interface Sweep extends AwsClients {
	readonly prefix: string;
	/** What is still there after this sweep, with the reason, such as `cluster evenkeel-1-web: ClusterContainsServices…`. */
	readonly left: string[];
}

export const ownerTag = "evenkeel:owner";

export function hasPrefix({ prefix }: Pick<Sweep, "prefix">, name: string | undefined): boolean {
	return name?.startsWith(`${prefix}-`) ?? false;
}

/** From ECS's tags or Cloud Map's. */
export function isOwned(
	{ prefix }: Pick<Sweep, "prefix">,
	tags:
		| readonly {
				key?: string | undefined;
				value?: string | undefined;
				Key?: string | undefined;
				Value?: string | undefined;
		  }[]
		| undefined,
): boolean {
	return tags?.some((tag) => (tag.key ?? tag.Key) === ownerTag && (tag.value ?? tag.Value) === prefix) ?? false;
}

/**
 * Notes that something is still there, and sends what may make it go. AWS refuses much of it until something else is gone, so
 * a refusal is only noted; the next sweep tries again.
 */
export async function remove(sweep: Sweep, what: string, send: () => Promise<unknown>): Promise<void> {
	try {
		await send();
		sweep.left.push(what);
	} catch (error) {
		sweep.left.push(`${what}: ${error instanceof Error ? `${error.name} ${error.message}` : String(error)}`);
	}
}

/** Every item of a list, to its last page. */
export async function everyPage<Page, Item>(
	read: (token: string | undefined) => Promise<Page>,
	items: (page: Page) => readonly Item[] | undefined,
	next: (page: Page) => string | undefined,
): Promise<readonly Item[]> {
	const all: Item[] = [];
	let token: string | undefined;
	do {
		const page = await read(token);
		all.push(...(items(page) ?? []));
		token = next(page);
	} while (token);
	return all;
}
