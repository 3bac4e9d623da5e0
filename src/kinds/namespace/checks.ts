/** Checks of Namespace manifests that a schema cannot say. */
import type { Check } from "../../model/manifest-rules.ts";
import { errorHere, warningHere } from "../../model/problem.ts";
import { tagChecks } from "../checking.ts";
import type {} from "./problems.ts";
import type { NamespaceSpec } from "./spec.ts";

/** Only private namespaces live in a VPC, and they have to. */
const vpc: Check<NamespaceSpec> = ({ resource: { spec }, at }) => {
	if (spec.Type === "DNS_PRIVATE" && !spec.Vpc) {
		return [errorHere(at("Type"), "missing-vpc")];
	}
	if (spec.Type !== "DNS_PRIVATE" && spec.Vpc) {
		return [errorHere(at("Vpc"), "vpc-not-private")];
	}
	return [];
};

/** Between the dots of public names (Cloud Map API reference, CreatePublicDnsNamespace). */
const isHostLabel = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

const dns: Check<NamespaceSpec> = ({ resource: { spec }, at }) => {
	if (spec.Type === "HTTP") {
		if (!spec.Properties) return [];
		return [errorHere(at("Properties"), "http-namespace-without-dns")];
	}
	const labels = spec.Name.split(".");
	if (spec.Name.length > 253 || labels.some((label) => !/^[A-Za-z0-9_-]{1,63}$/.test(label))) {
		return [errorHere(at("Name"), "bad-dns-name")];
	}
	if (spec.Type === "DNS_PUBLIC" && (labels.length < 2 || !labels.every((label) => isHostLabel.test(label)))) {
		return [errorHere(at("Name"), "bad-public-name")];
	}
	if (labels.at(-1)?.toLowerCase() !== "local") return [];
	return [warningHere(at("Name"), "local-namespace")];
};

export const namespaceChecks: readonly Check<NamespaceSpec>[] = [tagChecks("Tags"), vpc, dns];
