-- The site's role and database, and the role of replicas and backups. The guide sets the passwords before it.
CREATE ROLE ibasho LOGIN PASSWORD :'password';
CREATE ROLE replicator LOGIN REPLICATION PASSWORD :'replication_password';
CREATE DATABASE ibasho OWNER ibasho TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
REVOKE ALL ON DATABASE ibasho FROM PUBLIC;
