/**
 * Applies preflight results to a plan: an action with a missing prerequisite waits, and one with an unchecked
 * prerequisite waits for the lookup. A failed lookup blocks nothing but is reported. Pure: the results are an input.
 */
import { inTurnOf } from "../model/bug.ts";
import type { Item, Verdict } from "../model/plan.ts";
import { type Prerequisite, prerequisiteKey, type Remembered } from "../model/prerequisite.ts";
import { because, distinctReasons } from "../model/reason.ts";
import type { PlanContext } from "./context.ts";
import { declaredProvider } from "./providers.ts";
import { unmet } from "./references.ts";

type CallVerdict = Verdict & { readonly outcome: "action" };

/** Makes actions with a missing prerequisite wait, so that they occupy no rollout slot. */
export function withoutMissing(items: readonly Item[], context: PlanContext): readonly Item[] {
	return eachCall(items, context, (verdict, findings) => {
		const missing = findings.flatMap(({ known }) => (known?.is === "missing" ? [known] : []));
		// Waits as long as one result is still valid. The reason names the outdated ones too, so that it does not
		// change at each lookup.
		if (missing.every(({ isOld }) => isOld)) return verdict;
		return {
			outcome: "waiting",
			reason: because("PrerequisiteMissing", { missing: distinctReasons(missing.map((one) => one.reason)) }),
			untilMs: Math.max(...missing.map(({ untilMs }) => untilMs)),
		};
	});
}

/**
 * Makes actions with unchecked prerequisites wait and requests the lookups; adds failed lookups to the reasons of the
 * others.
 */
export function withoutUnasked(items: readonly Item[], context: PlanContext): readonly Item[] {
	return eachCall(items, context, (verdict, findings) => {
		const lookups = findings.flatMap(({ prerequisite, known }) => (known && !known.isOld ? [] : [prerequisite]));
		if (lookups.length > 0) {
			return { outcome: "waiting", reason: because("PreflightPending"), lookups };
		}
		const unreported = findings.flatMap(({ known }) => (known?.is === "not told" ? [known] : []));
		if (unreported.length === 0) return verdict;
		const unknown = distinctReasons(
			unreported.map(({ what, cause }) => because("PrerequisiteUnknown", { what, cause })),
		);
		return { ...verdict, reason: because("WithUnknownPrerequisites", { why: verdict.reason, unknown }) };
	});
}

interface Found {
	readonly prerequisite: Prerequisite;
	/** Undefined if it was not looked up. */
	readonly known: Remembered | undefined;
}

/**
 * Applies `judge` to each action of `items`. A prerequisite that a declared resource provides is not looked up: the
 * action waits for that resource.
 */
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
		if (verdict.outcome !== "action") return item;
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
