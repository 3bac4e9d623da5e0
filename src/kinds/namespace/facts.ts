/** What is known of a namespace beyond its spec: its hosted zone, and, before it goes, the registries in it. */

export interface NamespaceFacts {
	readonly hostedZoneId?: string;
	/** The VPCs of the hosted zone; read once, since a namespace's own never changes. */
	readonly vpcs?: readonly string[];
	/** The registries in it; read only for a namespace that may be deleted. */
	readonly registries?: readonly {
		readonly id: string;
		readonly name: string;
		readonly instances: number;
		/** Made by ECS for Service Connect, known by its tag. */
		readonly madeByEcs: boolean;
	}[];
}
