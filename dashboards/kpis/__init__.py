"""One module per KPI; the registry is the order in which they are measured and listed."""

from typing import cast

from dashboards.figures import Kpi
from dashboards.kpis import (
    acceptance_rate,
    attribution,
    campaign_cost,
    content_influence,
    content_use,
    doubled_work,
    feedback_completeness,
    first_contact,
    lvr,
    marketing_influenced,
    marketing_sourced,
    marketing_volume,
    pipeline_value,
    pipeline_velocity,
    promise_delay,
    recycle_yield,
    ritual_regularity,
    sales_cycle,
    stage_conversion,
    stage_duration,
    untouched_rate,
    wasted_cost,
    win_rate,
)

KPIS: dict[str, Kpi] = {
    module.KEY: cast(Kpi, module)
    for module in (
        lvr,
        stage_duration,
        pipeline_velocity,
        sales_cycle,
        acceptance_rate,
        stage_conversion,
        win_rate,
        first_contact,
        untouched_rate,
        wasted_cost,
        marketing_volume,
        promise_delay,
        feedback_completeness,
        marketing_sourced,
        marketing_influenced,
        attribution,
        campaign_cost,
        pipeline_value,
        content_use,
        content_influence,
        doubled_work,
        ritual_regularity,
        recycle_yield,
    )
}


def pairs() -> list[tuple[Kpi, str]]:
    """Every KPI with each of its variants, in the order they are measured."""
    return [(kpi, variant) for kpi in KPIS.values() for variant in kpi.VARIANTS]
