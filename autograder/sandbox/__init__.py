"""The walls around students' code, the warm processes behind them, and what they need of the machine."""
