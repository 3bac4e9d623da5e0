/** Drift without secret values: what was filled in from something secret, and what stands in AWS in its place. */
import { sameJson } from "../lib/json.ts";
import type { Drift, Item } from "../model/plan.ts";
import { type SecretValues, secretValues, withoutTexts } from "../model/secret-values.ts";

/** The items with drift that may be shown. */
export function withoutSecretDrift(items: readonly Item[], values: readonly string[] | undefined): readonly Item[] {
	if (!values || values.length === 0) return items;
	const secrets = secretValues(values);
	return items.map((item) => ({ ...item, drift: item.drift.map((drift) => shownDrift(drift, secrets)) }));
}

function shownDrift({ path, desired, observed }: Drift, { inText, inValue }: SecretValues): Drift {
	const wanted = inValue(desired);
	// A password that was changed in Terraform stands in AWS as it was before, which nobody knows any more.
	const had = sameJson(wanted, desired) ? inValue(observed) : withoutTexts(observed);
	return { path: inText(path), desired: wanted, observed: had };
}
