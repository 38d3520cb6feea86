"""What is promised to whom, and when its time is over: policies, working hours, holidays."""
