/** Who owns a service's desired count: the manifest, or autoscaling within the manifest's bounds. */
import type { Check } from "../../model/manifest-rules.ts";
import { errorHere } from "../checking.ts";
import type { ServiceSpec } from "./spec.ts";

/** The policies of the count have no place in the spec, so their problems point at the manifest. */
export const countPolicy: Check<ServiceSpec> = ({ resource: { spec, policy, place } }) => {
	const { bounds, initial } = policy;
	if (!bounds) return [];
	const complain = (code: string, sentence: string) => [errorHere(place, code, sentence)];
	if (spec.schedulingStrategy === "DAEMON") {
		return complain("daemon-desired-count", "A daemon runs one task on each instance. Leave policy.bounds out.");
	}
	if (spec.desiredCount !== undefined) {
		const sentence = "policy.bounds is for a count that somebody else owns. Leave either it or spec.desiredCount out.";
		return complain("bounds-and-count", sentence);
	}
	if (bounds.min > bounds.max) {
		return complain("empty-bounds", `No count is at least ${bounds.min} and at most ${bounds.max}. Swap them.`);
	}
	const first = initial?.desiredCount;
	if (first !== undefined && (first < bounds.min || first > bounds.max)) {
		return complain("initial-out-of-bounds", "policy.initial.desiredCount has to lie within policy.bounds.");
	}
	return [];
};
