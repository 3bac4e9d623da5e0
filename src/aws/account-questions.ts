/** Determines which account answers, with the read that each service's description names (`AccountQuestion`). */
import { type AnsweredFrom, answeringIn } from "./answering.ts";
import { operationOf } from "./operations.ts";
import { pagesOf, type Read } from "./reads.ts";
import { services } from "./services/list.ts";
import type { AwsService } from "./services/service.ts";

/** A service that can tell which account answers. */
export interface AskableService {
	/** The full name of the read that names the account. */
	readonly operation: string;
	readonly input: object;
}

/** The answer of a service. */
export interface AccountAnswer {
	/** Each account and Region that the answer names; empty if the account has no resources there. */
	readonly told: readonly AnsweredFrom[];
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

/** A service whose answer always names the account. A test ensures that there is one. */
export const namingService = [...askable.values()].find(({ showsShared }) => !showsShared) as AskableService;

/** The service of an operation, if it also lists resources that other accounts share. */
export function sharingServiceOf(operation: string): AskableService | undefined {
	const service = askable.get(operationOf(operation).service.name);
	return service?.showsShared ? service : undefined;
}

/** Queries the service. Rejects with an `AwsFailure`. */
export async function askAccount(read: Read, { operation, input }: AskableService): Promise<AccountAnswer> {
	const told: AnsweredFrom[] = [];
	let answer: object = {};
	for await (answer of pagesOf(read, operation, input)) told.push(...answeringIn(operation, input, answer));
	return { told, answer };
}
