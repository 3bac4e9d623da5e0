/**
 * How often AWS lets an account call Cloud Map's operations. The data plane's rates are on its quotas page. Those of the control
 * plane are unpublished: here they are those to which AWS's own Kubernetes controller for Cloud Map keeps
 * (aws/aws-cloud-map-mcs-controller-for-k8s, pkg/common/ratelimiter.go), and ours for what it does not call.
 */
import { type RateGroup, rate } from "../../front/service-rules.ts";

const throttledAs = "RequestLimitExceeded";

/** Every operation that the embedded Cloud Map has, by the bucket that it draws from. */
export const rates: readonly RateGroup[] = [
	rate(5, 0.5, "ListNamespaces"),
	rate(10, 2, "ListServices"),
	rate(200, 100, "GetOperation ListOperations"),
	rate(
		5,
		0.5,
		"CreateHttpNamespace CreatePrivateDnsNamespace CreatePublicDnsNamespace DeleteNamespace UpdateHttpNamespace UpdatePrivateDnsNamespace UpdatePublicDnsNamespace",
	),
	rate(50, 5, "CreateService DeleteService UpdateService"),
	rate(100, 50, "DeregisterInstance RegisterInstance UpdateInstanceCustomHealthStatus"),
	rate(50, 50, "GetInstance GetInstancesHealthStatus ListInstances"),
	rate(
		50,
		20,
		"DeleteServiceAttributes GetNamespace GetService GetServiceAttributes ListTagsForResource TagResource UntagResource UpdateServiceAttributes",
	),
	{ ...rate(2000, 1000, "DiscoverInstances"), throttledAs },
	{ ...rate(3000, 3000, "DiscoverInstancesRevision"), throttledAs },
];
