/**
 * Lists the services of the embedded AWS. Only this file names them: a new service is a folder and one line here. A
 * service that uses another one's port comes after it.
 */
import { ec2 } from "./ec2/service.ts";
import { ecs } from "./ecs/service.ts";
import { elasticloadbalancing } from "./elasticloadbalancing/service.ts";
import { iam } from "./iam/service.ts";
import { logs } from "./logs/service.ts";
import { route53 } from "./route53/service.ts";
import { servicediscovery } from "./servicediscovery/service.ts";
import { sts } from "./sts/service.ts";

/** Every service. */
export const services = [route53, servicediscovery, ecs, iam, elasticloadbalancing, logs, sts, ec2] as const;

type Service = (typeof services)[number];

/** The name of a service: its prefix in IAM policies. */
export type ServiceName = Service["name"];

/** The tools of each service for users and tests. */
export type ServiceTools = { readonly [S in Service as S["name"]]: ReturnType<S["start"]>["tools"] };

/** The settings of each service. */
export type ServiceSettings = { readonly [S in Service as S["name"]]?: Parameters<S["start"]>[2] };
