/**
 * The request budget: token buckets that mirror AWS's own, so that evenkeel is slowed down by itself before AWS throttles
 * the whole account, and leaves a share of every bucket to people and other tools. Sources: ECS API reference, request
 * throttling; for Cloud Map, whose control-plane rates are unpublished, the rates AWS's own Kubernetes controller keeps to;
 * Route 53 allows five requests a second for an account, CloudWatch Logs ten DescribeLogGroups; IAM and Elastic Load Balancing
 * tell none, so theirs are modest.
 */
import type { Clock } from "../lib/clock.ts";
import { sleep } from "../lib/clock.ts";

interface Bucket {
	readonly burst: number;
	readonly perSecond: number;
}

const buckets: Readonly<Record<string, Bucket>> = {
	"cluster modify": { burst: 20, perSecond: 1 },
	"cluster read": { burst: 50, perSecond: 20 },
	"task definition modify": { burst: 20, perSecond: 1 },
	"task definition read": { burst: 50, perSecond: 20 },
	"tag modify": { burst: 20, perSecond: 10 },
	"cluster resource read": { burst: 100, perSecond: 20 },
	"service modify": { burst: 50, perSecond: 5 },
	"service read": { burst: 100, perSecond: 20 },
	"namespace list": { burst: 5, perSecond: 0.5 },
	"namespace modify": { burst: 5, perSecond: 0.5 },
	"registry list": { burst: 10, perSecond: 2 },
	"registry modify": { burst: 50, perSecond: 5 },
	"cloud map operation read": { burst: 200, perSecond: 100 },
	"instance modify": { burst: 100, perSecond: 50 },
	"instance read": { burst: 50, perSecond: 50 },
	"cloud map tag": { burst: 50, perSecond: 20 },
	"route 53": { burst: 5, perSecond: 5 },
	iam: { burst: 20, perSecond: 10 },
	"log groups": { burst: 10, perSecond: 10 },
	"target groups": { burst: 20, perSecond: 10 },
};

/** Of services of which little is asked, by the prefix of their operations. */
const bucketsOfServices: Readonly<Record<string, string>> = {
	route53: "route 53",
	iam: "iam",
	logs: "log groups",
	elasticloadbalancing: "target groups",
};

/** The bucket of an operation. What evenkeel does not send has none of its own. */
function bucketOf(operation: string): string {
	const [service = "", name = ""] = operation.split(":");
	const alone = bucketsOfServices[service];
	if (alone) return alone;
	if (service === "servicediscovery") {
		if (name === "ListNamespaces") return "namespace list";
		if (name === "ListServices") return "registry list";
		if (/^(Create|Update|Delete).*Namespace$/.test(name)) return "namespace modify";
		if (/^(Create|Update|Delete)Service$/.test(name)) return "registry modify";
		if (/Operations?$/.test(name)) return "cloud map operation read";
		if (/Instance$/.test(name)) return "instance modify";
		return /Instances/.test(name) ? "instance read" : "cloud map tag";
	}
	if (/^(Tag|Untag)/.test(name)) return "tag modify";
	const action = /^(Describe|List)/.test(name) ? "read" : "modify";
	if (/TaskDefinition/.test(name)) return `task definition ${action}`;
	if (/Cluster/.test(name)) return `cluster ${action}`;
	if (/Service/.test(name)) return `service ${action}`;
	return "cluster resource read";
}

/** Waits until one request of `operation` may be sent, or `signal` aborts. */
export type Budget = (operation: string, signal?: AbortSignal) => Promise<void>;

/** A budget that takes at most `share` (0 to 1) of each of AWS's buckets. */
export function createBudget(clock: Clock, share: number): Budget {
	const levels = new Map<string, { tokens: number; atMs: number }>();
	return async (operation, signal) => {
		const name = bucketOf(operation);
		const bucket = buckets[name];
		if (!bucket) return;
		const perMs = (bucket.perSecond * share) / 1000;
		const burst = Math.max(1, bucket.burst * share);
		const nowMs = clock.now();
		const level = levels.get(name) ?? { tokens: burst, atMs: nowMs };
		const tokens = Math.min(burst, level.tokens + Math.max(0, nowMs - level.atMs) * perMs) - 1;
		// A negative level is a place in the queue: later requests wait behind this one.
		levels.set(name, { tokens, atMs: nowMs });
		if (tokens < 0) await sleep(clock, -tokens / perMs, signal);
	};
}
