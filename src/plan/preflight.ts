/**
 * Preflight: a call that names what is not there waits for it, and one of which that is not known waits until it was looked up.
 * What could not be looked up keeps nothing back, and is said. Pure: what is there is an input.
 */
import { inTurnOf } from "../model/bug.ts";
import type { Item, Verdict } from "../model/plan.ts";
import { type Prerequisite, prerequisiteKey, type Remembered } from "../model/prerequisite.ts";
import { because, distinctReasons } from "../model/reason.ts";
import type { PlanContext } from "./context.ts";
import { unmet } from "./needs.ts";
import { declaredProvider } from "./providers.ts";

type CallVerdict = Verdict & { readonly outcome: "call" };

/** The items whose calls name something that is known to be missing as waits, so that they take no rollout's place. */
export function withoutMissing(items: readonly Item[], context: PlanContext): readonly Item[] {
	return eachCall(items, context, (verdict, findings) => {
		const missing = findings.flatMap(({ known }) => (known?.is === "missing" ? [known] : []));
		// As long as one is believed to be missing; the reason names the others, too, so that it does not change at each look.
		if (missing.every(({ isOld }) => isOld)) return verdict;
		return {
			outcome: "wait",
			reason: because("PrerequisiteMissing", { missing: distinctReasons(missing.map((one) => one.reason)) }),
			untilMs: Math.max(...missing.map(({ untilMs }) => untilMs)),
		};
	});
}

/** The calls of which something is not known as waits that say what to look up; with the others, what could not be. */
export function withoutUnasked(items: readonly Item[], context: PlanContext): readonly Item[] {
	return eachCall(items, context, (verdict, findings) => {
		const lookUps = findings.flatMap(({ prerequisite, known }) => (known && !known.isOld ? [] : [prerequisite]));
		if (lookUps.length > 0) {
			return { outcome: "wait", reason: because("PreflightPending"), lookUps };
		}
		const untold = findings.flatMap(({ known }) => (known?.is === "not told" ? [known] : []));
		if (untold.length === 0) return verdict;
		const unknown = distinctReasons(untold.map(({ what, cause }) => because("PrerequisiteUnknown", { what, cause })));
		return { ...verdict, reason: because("WithUnknownPrerequisites", { why: verdict.reason, unknown }) };
	});
}

interface Found {
	readonly prerequisite: Prerequisite;
	/** Undefined where it was not looked up. */
	readonly known: Remembered | undefined;
}

/** Each call of `items` as `judge` has it. What a declared resource provides is not looked up: the call waits for the resource. */
function eachCall(
	items: readonly Item[],
	context: PlanContext,
	judge: (verdict: CallVerdict, findings: readonly Found[]) => Verdict,
): readonly Item[] {
	const { input } = context;
	const { findings } = input;
	const topics = input.desired.environment.preflight;
	if (!findings || topics.length === 0) return items;
	return items.map((item) => {
		const { verdict, identity } = item;
		if (verdict.outcome !== "call") return item;
		const named =
			inTurnOf(identity, () =>
				input.kinds.of(identity)?.((kind) => kind.prerequisites?.(verdict.replacement ?? verdict.call)),
			) ?? [];
		const wanted = named
			.filter(({ topic }) => topics.includes(topic))
			.map((prerequisite) => ({ prerequisite, provider: declaredProvider(prerequisite, context) }));
		for (const { provider } of wanted) {
			const wait = provider && unmet(provider, "present", context);
			if (wait) return { ...item, verdict: wait };
		}
		const found = wanted
			.filter(({ provider }) => provider === undefined)
			.map(({ prerequisite }) => ({ prerequisite, known: findings.get(prerequisiteKey(prerequisite)) }));
		return found.length > 0 ? { ...item, verdict: judge(verdict, found) } : item;
	});
}
