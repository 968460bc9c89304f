-- Forecasts of fits with logit residuals can be frozen too.
alter table frozen_forecast drop constraint frozen_forecast_space_check;
alter table frozen_forecast add constraint frozen_forecast_space_check check (space in ('raw', 'log', 'logit'));
