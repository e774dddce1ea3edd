"""Templates rendered: one with values, or one for every row of a table."""

from reelwright.pipeline.campaign.campaign import CampaignReport, campaign
from reelwright.pipeline.campaign.filling import Filling, render_template
from reelwright.pipeline.campaign.rows import Row, read_rows

__all__ = ["CampaignReport", "Filling", "Row", "campaign", "read_rows", "render_template"]
