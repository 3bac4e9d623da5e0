/** What is known of a cluster beyond its spec. */
export interface ClusterFacts {
	readonly status: string;
	readonly activeServices: number;
	/** Services that were deleted and whose tasks still stop; no list shows them. */
	readonly drainingServices: number;
	readonly tasks: number;
	readonly containerInstances: number;
}
