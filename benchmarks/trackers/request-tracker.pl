# For rt-setup-database-5 --action insert: anybody may open tickets by mail, and write to theirs.
our @ACL = map { { GroupDomain => 'SystemInternal', GroupType => 'Everyone', Queue => 'Complaints', Right => $_ } } qw(CreateTicket ReplyToTicket);
1;
