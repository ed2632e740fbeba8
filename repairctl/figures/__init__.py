"""Figures about several records: what their stories come to. Pure functions of records and moments; opens nothing."""
