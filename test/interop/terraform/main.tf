# Typical Terraform resources of ECS, Cloud Map and Route 53, with the unmodified AWS provider, which calls STS for the account.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  # STS returns the account, the environment sets the endpoint, and there is no metadata service.
  skip_metadata_api_check = true
}

variable "image" { default = "nginx:1" }
variable "desired_count" { default = 1 }

resource "aws_ecs_cluster" "shop" {
  name = "shop"
  setting {
    name  = "containerInsights"
    value = "disabled"
  }
  tags = { team = "shop" }
}

resource "aws_service_discovery_private_dns_namespace" "internal" {
  name = "tf.internal"
  vpc  = "vpc-0a"
}

resource "aws_service_discovery_service" "api" {
  name = "api"
  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.internal.id
    routing_policy = "MULTIVALUE"
    dns_records {
      ttl  = 10
      type = "A"
    }
  }
  health_check_custom_config {
    failure_threshold = 1
  }
}

resource "aws_ecs_task_definition" "api" {
  family                   = "api"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 256
  memory                   = 512
  container_definitions = jsonencode([{
    name         = "web"
    image        = var.image
    portMappings = [{ containerPort = 80 }]
  }])
}

resource "aws_ecs_service" "api" {
  name                  = "api"
  cluster               = aws_ecs_cluster.shop.id
  task_definition       = aws_ecs_task_definition.api.arn
  desired_count         = var.desired_count
  launch_type           = "FARGATE"
  wait_for_steady_state = true
  network_configuration {
    subnets         = ["subnet-0a"]
    security_groups = ["sg-0a"]
  }
  service_registries {
    registry_arn = aws_service_discovery_service.api.arn
  }
}

resource "aws_route53_zone" "example" {
  name = "example.test"
}

resource "aws_route53_record" "www" {
  zone_id = aws_route53_zone.example.zone_id
  name    = "www"
  type    = "A"
  ttl     = 60
  records = ["192.0.2.1"]
}
