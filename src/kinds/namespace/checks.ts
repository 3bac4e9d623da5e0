/** Checks of Namespace manifests that a schema cannot say. */
import type { Check } from "../../model/manifest-rules.ts";
import { errorHere, tagChecks, warningHere } from "../checking.ts";
import type { NamespaceSpec } from "./spec.ts";

/** Only private namespaces live in a VPC, and they have to. */
const vpc: Check<NamespaceSpec> = ({ resource: { spec }, at }) => {
	if (spec.Type === "DNS_PRIVATE" && !spec.Vpc) {
		return [errorHere(at("Type"), "missing-vpc", "A private namespace answers inside one VPC: write its id as Vpc.")];
	}
	if (spec.Type !== "DNS_PRIVATE" && spec.Vpc) {
		const sentence = "Only a DNS_PRIVATE namespace has a VPC. Leave Vpc out, or write Type: DNS_PRIVATE.";
		return [errorHere(at("Vpc"), "vpc-not-private", sentence)];
	}
	return [];
};

/** Between the dots of public names (Cloud Map API reference, CreatePublicDnsNamespace). */
const isHostLabel = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

const dns: Check<NamespaceSpec> = ({ resource: { spec }, at }) => {
	if (spec.Type === "HTTP") {
		if (!spec.Properties) return [];
		const sentence = "An HTTP namespace has no DNS zone and so no DNS properties. Leave Properties out.";
		return [errorHere(at("Properties"), "http-namespace-without-dns", sentence)];
	}
	const labels = spec.Name.split(".");
	if (spec.Name.length > 253 || labels.some((label) => !/^[A-Za-z0-9_-]{1,63}$/.test(label))) {
		const sentence =
			"The name of a DNS namespace has at most 253 characters; between its dots are 1 to 63 letters, digits, _ or -.";
		return [errorHere(at("Name"), "bad-dns-name", sentence)];
	}
	if (spec.Type === "DNS_PUBLIC" && (labels.length < 2 || !labels.every((label) => isHostLabel.test(label)))) {
		const sentence =
			"A public namespace is a domain with a dot in it, such as shop.example; between its dots are letters, digits and -, and no " +
			"- stands first or last.";
		return [errorHere(at("Name"), "bad-public-name", sentence)];
	}
	if (labels.at(-1)?.toLowerCase() !== "local") return [];
	const sentence =
		"Names under .local belong to multicast DNS: many resolvers never ask a DNS server for them. Prefer another name, " +
		"such as internal.";
	return [warningHere(at("Name"), "local-namespace", sentence)];
};

export const namespaceChecks: readonly Check<NamespaceSpec>[] = [tagChecks("Tags"), vpc, dns];
