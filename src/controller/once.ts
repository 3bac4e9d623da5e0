/** One look at everything and the plan that follows from it, for `evenkeel plan` and what is done by hand. Nothing is sent. */
import type { Aws } from "../aws/client.ts";
import { AwsFailure } from "../aws/failure.ts";
import type { ImageSource } from "../images/image-source.ts";
import type { WallClock } from "../lib/clock.ts";
import type { Random } from "../lib/random.ts";
import type { Bug } from "../model/bug.ts";
import type { Kinds } from "../model/kinds.ts";
import type { Desired } from "../model/manifest.ts";
import type { Plan } from "../model/plan.ts";
import { because, type Reason } from "../model/reason.ts";
import type { World } from "../model/world.ts";
import { windowState } from "../plan/windows.ts";
import { noAnswer } from "./account.ts";
import { type AccountWatch, createAccountWatch } from "./account-watch.ts";
import type { Listing } from "./observe.ts";
import { look } from "./pass.ts";
import { createPreflight } from "./preflight.ts";
import { createWorldStore } from "./world-store.ts";

/** What was seen, and what follows from it. */
export type PlannedOnce =
	| {
			readonly plan: Plan;
			readonly world: World;
			/** Why a list was not read to its end. */
			readonly incomplete?: Reason;
	  }
	/** Why nothing was planned. */
	| { readonly stopped: Reason };

const interrupted = because("Interrupted");

/** Looks at everything that is declared or listed to go, and at all there is, and plans. */
export async function planOnce(input: {
	readonly kinds: Kinds;
	readonly aws: Aws;
	readonly clock: WallClock;
	readonly desired: Desired;
	/** With what to look up what the environment's `preflight` wants; nothing is looked up when absent. */
	readonly lookUp?: { readonly random: Random; readonly imageSource?: ImageSource };
	/** Where more is read or written afterwards. */
	readonly account?: AccountWatch;
	readonly onWarning?: (warning: Reason) => void;
	readonly onBug?: (bug: Bug) => void;
	/** Ends the look. */
	readonly signal?: AbortSignal | undefined;
}): Promise<PlannedOnce> {
	const { desired, clock, lookUp, signal, account = createAccountWatch(input) } = input;
	const { aws } = account;
	try {
		const isRight = await account.isRight(desired.environment);
		if (signal?.aborted) return { stopped: interrupted };
		if (!isRight) return { stopped: account.stopped() ?? because("AccountUnconfirmed") };
		account.begin();
		const declared = desired.resources.map(({ identity }) => identity);
		const world = createWorldStore();
		const listing: Listing = { incomplete: undefined };
		const looked = await look({
			...{ onWarning: () => {}, onBug: () => {} },
			...input,
			...{ aws, account, world },
			operations: new Map(),
			attempts: new Map(),
			pass: 1,
			due: new Set([...declared, ...desired.environment.deletions]),
			sweep: true,
			listing,
			retained: new Set(),
			holdAt: (nowMs) => windowState(desired.environment.windows, nowMs).hold,
			holdBack: () => undefined,
			...(lookUp
				? { preflight: createPreflight({ ...lookUp, clock, lookUps: aws.lookUps, answering: account.answering }) }
				: {}),
		});
		if (signal?.aborted) return { stopped: interrupted };
		if ("doubt" in looked) return { stopped: looked.doubt };
		return {
			plan: looked.plan,
			world,
			...(listing.incomplete === undefined ? {} : { incomplete: listing.incomplete }),
		};
	} catch (failure) {
		if (!(failure instanceof AwsFailure)) throw failure;
		return { stopped: signal?.aborted ? interrupted : noAnswer(failure) };
	}
}
