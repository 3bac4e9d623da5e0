/** Reason codes of ECS clusters. */
export {};

declare module "../../model/reason.ts" {
	interface ReasonParams {
		ClusterNotEmpty: {
			readonly services: number;
			readonly drainingServices: number;
			readonly tasks: number;
			readonly containerInstances: number;
		};
		ClusterFailed: NoParams;
	}
}
