/**
 * Asks a service which account answers. Which read tells it is part of the service's description (`AccountQuestion`).
 */
import { answeringIn, type Told } from "./answering.ts";
import { operationOf } from "./operations.ts";
import { pagesOf, type Read } from "./reads.ts";
import { services } from "./services/list.ts";
import type { AwsService } from "./services/service.ts";

/** A service that can be asked which account answers. */
export interface AskableService {
	/** The full name of the read that tells it. */
	readonly operation: string;
	readonly input: object;
}

/** What a service has answered. */
export interface AccountAnswer {
	/** Each account and Region that answers; empty where the account has nothing there. */
	readonly told: readonly Told[];
	/** The last page. */
	readonly answer: object;
}

const askable = new Map(
	services.flatMap(({ name, accountQuestion }: AwsService) => {
		if (!accountQuestion) return [];
		const { read, input, showsShared } = accountQuestion;
		return [[name, { operation: `${name}:${read}`, input, showsShared }] as const];
	}),
);

/** The service whose answer always names the account. A test ensures that there is one. */
export const namingService = [...askable.values()].find(({ showsShared }) => !showsShared) as AskableService;

/** The service of an operation, where it also shows what other accounts share. */
export function sharingServiceOf(operation: string): AskableService | undefined {
	const service = askable.get(operationOf(operation).service.name);
	return service?.showsShared ? service : undefined;
}

/** Asks. Rejects with an `AwsFailure`. */
export async function askAccount(read: Read, { operation, input }: AskableService): Promise<AccountAnswer> {
	const told: Told[] = [];
	let answer: object = {};
	for await (answer of pagesOf(read, operation, input)) told.push(...answeringIn(operation, input, answer));
	return { told, answer };
}
