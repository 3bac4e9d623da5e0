/** Observed state of a namespace that is not part of its spec: its hosted zone and, before deletion, its registries. */

export interface NamespaceFacts {
	readonly hostedZoneId?: string;
	/** The VPCs of the hosted zone; read once, since a namespace's own VPC never changes. */
	readonly vpcs?: readonly string[];
	/** The registries in the namespace; read only for a namespace that may be deleted. */
	readonly registries?: readonly {
		readonly id: string;
		readonly name: string;
		readonly instances: number;
		/** Created by ECS for Service Connect, as its tag says. */
		readonly madeByEcs: boolean;
	}[];
}
