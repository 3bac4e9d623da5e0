/**
 * Two accounts with resources of one owner, and an endpoint that answers as either: the situation of a controller whose
 * endpoint or credentials changed.
 */
import { expect } from "vitest";
import {
	createVirtualWorld,
	type Files,
	type RunningController,
	type StartOptions,
	type VirtualWorld,
} from "./virtual-world.ts";

export const accountA = "123456789012";
export const accountB = "210987654321";

/** A controller between the two accounts. */
export interface BetweenAccounts {
	readonly a: VirtualWorld;
	readonly b: VirtualWorld;
	readonly evenkeel: RunningController;
	/** From now on matching requests are answered as B, all others as A. */
	readonly answerAsB: (isMet: (operation: string) => boolean) => void;
	/** Every request, as `A ecs:UpdateService`. */
	readonly requests: readonly string[];
	/** The writes answered by B. */
	readonly strays: () => readonly string[];
}

const writes = /:(Create|Update|Put|Delete|Register|Deregister|Tag|Untag)/;

/** Creates both accounts on one clock; B has the owner's resources `inB`. The controller has read nothing yet. */
export async function openBetween(
	inB: Files | undefined,
	{ regionOfB, ...options }: StartOptions & { readonly regionOfB?: string } = {},
): Promise<BetweenAccounts> {
	const a = createVirtualWorld({ account: accountA });
	const b = createVirtualWorld({
		account: accountB,
		clock: a.clock,
		...(regionOfB ? { account: accountA, region: regionOfB } : {}),
	});
	if (inB) {
		const other = b.start();
		other.accept(inB);
		await other.settle();
		await other.stop();
	}
	const requests: string[] = [];
	let isMet: (operation: string) => boolean = () => false;
	const evenkeel = a.start({
		...options,
		answeredBy: (operation) => {
			const isB = operation !== "" && isMet(operation);
			if (operation) requests.push(`${isB ? "B" : "A"} ${operation}`);
			return (isB ? b : a).emulator;
		},
	});
	return {
		...{ a, b, evenkeel, requests },
		answerAsB: (met) => {
			isMet = met;
		},
		strays: () => requests.filter((request) => request.startsWith("B") && writes.test(request)),
	};
}

/** Whether the status contains nothing that is true in B only. */
export function expectNothingOfB({ evenkeel }: BetweenAccounts): void {
	const { resources, stopped } = evenkeel.controller.status();
	const differences = stopped?.code === "WrongAccount" ? stopped.params.differences : [];
	expect([accountA, "ap-northeast-1"]).toContain(differences[0]?.expected);
	for (const { identity, drift, orphan, sync, health } of resources) {
		expect([identity, drift, orphan]).toEqual([identity, [], false]);
		expect([identity, sync, health.status]).not.toContain("Missing");
	}
}
