/** What every service of the embedded AWS gets from outside: one account in one region, time, randomness and a network. */
import type { Clock } from "../lib/clock.ts";
import type { Random } from "../lib/random.ts";
import type { KnownIds } from "./known-ids.ts";

/** The account that a service runs in. */
export interface AccountContext {
	/** Twelve digits. */
	readonly account: string;
	readonly region: string;
	readonly clock: Clock;
	readonly random: Random;
	/** Which ids and ARNs of resources that the embedded AWS does not have are taken as existing. */
	readonly known: KnownIds;
	readonly network: Network;
}

/** The VPCs and subnets of the account, as far as the caller describes them. */
export interface Network {
	/** The subnets of each VPC. When absent, tasks see the private zones of all VPCs. */
	readonly vpcs?: Readonly<Record<string, readonly string[]>> | undefined;
	/** Subnets with an IPv6 block: tasks in them have an IPv6 address as well. */
	readonly dualStackSubnets?: readonly string[] | undefined;
}
