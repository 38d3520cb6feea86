# For rt-setup-database-5 --action insert: what an operator sets up once, and a second agent.
our @Queues = (
  { Name => 'Complaints', Description => 'what customers complain about' },
  { Name => 'Fieldless', Description => 'without the custom field' },
);
our @CustomFields = ({
  Name => 'ExternalID', Type => 'FreeformSingle', LookupType => 'RT::Queue-RT::Ticket', MaxValues => 1, Queue => ['Complaints'],
});
our @Users = map { { Name => $_, Password => "$_-made-up", Privileged => 1, EmailAddress => "$_\@example.com" } } qw(bridge agent);
our @ACL = (
  (map { my $right = $_; map { { UserId => 'bridge', Queue => $_, Right => $right } } qw(Complaints Fieldless) }
     qw(SeeQueue ShowTicket ShowTicketComments CreateTicket CommentOnTicket ModifyTicket SeeCustomField ModifyCustomField SetInitialCustomField)),
  (map { { UserId => 'agent', Queue => 'Complaints', Right => $_ } }
     qw(SeeQueue ShowTicket ShowTicketComments CreateTicket ReplyToTicket CommentOnTicket ModifyTicket DeleteTicket SeeCustomField OwnTicket)),
  { UserId => 'bridge', Right => 'ManageAuthTokens' },
);
our @Final = (sub {
  require RT::AuthToken;
  my $bridge = RT::User->new(RT->SystemUser); $bridge->Load('bridge');
  my $token = RT::AuthToken->new(RT::CurrentUser->new($bridge->Id));
  my ($id, $message, $secret) = $token->Create(Owner => $bridge->Id, Description => 'bridge');
  die $message unless $id;
  open my $file, '>', $ENV{TOKEN_FILE} or die $!; print $file $secret; close $file;
});
1;
