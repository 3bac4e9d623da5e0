/** Checks of Namespace manifests that a schema cannot express. */
import type { Check } from "../../model/manifest-rules.ts";
import { errorHere, warningHere } from "../../model/problem.ts";
import { tagChecks } from "../checking.ts";
import type {} from "./problems.ts";
import type { NamespaceSpec } from "./spec.ts";

/** Private DNS namespaces require a VPC; other namespaces do not accept one. */
const vpc: Check<NamespaceSpec> = ({ resource: { spec }, at }) => {
	if (spec.Type === "DNS_PRIVATE" && !spec.Vpc) {
		return [errorHere(at("Type"), "missing-vpc")];
	}
	if (spec.Type !== "DNS_PRIVATE" && spec.Vpc) {
		return [errorHere(at("Vpc"), "vpc-not-private")];
	}
	return [];
};

/** The labels of a public DNS name (Cloud Map API reference, CreatePublicDnsNamespace). */
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
