# FOLDER and PORT are filled in.
Set($rtname, 'example.com');
Set($Organization, 'example.com');
Set($CorrespondAddress, 'complaints@example.com');
Set($CommentAddress, 'comments@example.com');
Set($WebDomain, '127.0.0.1');
Set($WebPort, PORT);
Set($WebPath, '');
Set($Timezone, 'UTC');
Set($LogToSyslog, undef);
Set($LogToSTDERR, 'warning');
Set($MailCommand, 'sendmailpipe');
Set($SendmailPath, 'FOLDER/sendmail');
Set($MasonDataDir, 'FOLDER/mason');
Set($MasonSessionDir, 'FOLDER/sessions');
Set($DatabaseType, 'SQLite');
Set($DatabaseName, 'FOLDER/rt.sqlite3');
1;
