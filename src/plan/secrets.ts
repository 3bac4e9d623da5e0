/** Removes secret values from drift: both those filled in from a secret source and their counterparts in AWS. */
import { sameJson } from "../lib/json.ts";
import type { Drift, Item } from "../model/plan.ts";
import { type SecretValues, secretValues, withoutTexts } from "../model/secret-values.ts";

/** The items, with secret values replaced in their drift. */
export function withoutSecretDrift(items: readonly Item[], values: readonly string[] | undefined): readonly Item[] {
	if (!values || values.length === 0) return items;
	const secrets = secretValues(values);
	return items.map((item) => ({ ...item, drift: item.drift.map((drift) => shownDrift(drift, secrets)) }));
}

function shownDrift({ path, desired, observed }: Drift, { inText, inValue }: SecretValues): Drift {
	const wanted = inValue(desired);
	// After a secret changed in Terraform, AWS still has the previous value, which is no longer known; all its texts
	// are hidden.
	const had = sameJson(wanted, desired) ? inValue(observed) : withoutTexts(observed);
	return { path: inText(path), desired: wanted, observed: had };
}
