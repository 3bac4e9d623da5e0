/** Checks the owner of a service's desired count: the manifest, or autoscaling within the manifest's bounds. */
import type { Check } from "../../model/manifest-rules.ts";
import { errorHere } from "../../model/problem.ts";
import type { ServiceSpec } from "./spec.ts";

/** Count policies are not part of the spec, so their problems point to the manifest. */
export const countPolicy: Check<ServiceSpec> = ({ resource: { spec, policy, place } }) => {
	const { bounds, initial } = policy;
	if (!bounds) return [];
	if (spec.schedulingStrategy === "DAEMON") {
		return [errorHere(place, "daemon-desired-count", { field: "policy.bounds" })];
	}
	if (spec.desiredCount !== undefined) {
		return [errorHere(place, "bounds-and-count")];
	}
	if (bounds.min > bounds.max) {
		return [errorHere(place, "empty-bounds", { min: bounds.min, max: bounds.max })];
	}
	const first = initial?.desiredCount;
	if (first !== undefined && (first < bounds.min || first > bounds.max)) {
		return [errorHere(place, "initial-out-of-bounds")];
	}
	return [];
};
