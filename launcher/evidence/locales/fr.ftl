# Le dossier qu'un auditeur demande, et la commande qui le fait.
help-evidence = Écrire le dossier qu'un auditeur demande : chaque énoncé SATRE, exigence CNIL et point de l'EEDS, jusqu'où D2H y répond, les tests qui le prouvent, les réglages de cette installation, et ce qui vous reste à faire. Ne démarre et ne change rien.
help-out = Le dossier d'arrivée : evidence.json (signé), et les pages en français et en anglais, en HTML et en PDF.
help-tests = Le JUnit XML d'une exécution des tests, dont le dossier dira les résultats ; sans lui : non exécutés ici.
help-check = Ne rien écrire : prouver la signature de cet evidence.json et des pages à côté.
help-key = La clé publique de l'installation (PEM), pour prouver un dossier ailleurs.
help-language = fr ou en, pour ce qui est dit ici ; les pages sont faites dans les deux langues.
out-missing = Dites où : ./d2h evidence --out DOSSIER
out-unwritable = Rien ne peut être écrit dans { $folder } ({ $reason }).
not-installed = Rien n'est installé dans { $folder }, il n'y a donc rien à en dire. Installez d'abord : ./d2h up
tests-unreadable = { $file } ne contient pas de résultats de tests : pytest les écrit avec --junit-xml.
catalogue-wrong = { $file }:{ $line } : { $reason }
report-unreadable = { $file } n'est pas un dossier de preuves.
report-altered = { $file } a été modifié après sa signature.
report-page-altered = La page { $file } n'est pas celle qui a été signée avec ce dossier.
signature-invalid = Ce dossier ne porte pas la signature de la clé de cette installation.
key-unreadable = { $path } ne contient pas de clé Ed25519 lisible.
evidence-written = Le dossier signé est dans { $folder }
evidence-proved = { $file } est signé par cette installation et inchangé ({ $when }).
tests-none = Tests : non exécutés ici.
tests-run = Tests : { $passed } réussis, { $failed } en échec, { $skipped } sautés.
not-printed = Pas de PDF : aucun Chromium n'a imprimé les pages ici. Imprimez les pages HTML depuis n'importe quel navigateur.
status-met = satisfait par D2H
status-partly = satisfait en partie par D2H
status-organisation = à la charge de l'organisation
status-not-met = non satisfait
outcome-passed = réussi
outcome-failed = ÉCHEC
outcome-skipped = sauté
outcome-absent = absent de cette exécution
outcome-not-run = non exécuté ici
importance-Mandatory = Obligatoire
importance-Mandatory-if = Obligatoire là où il s'applique (*)
importance-Recommended = Recommandé
importance-Optional = Facultatif
page-title = Dossier de preuves
page-lead = Ce qui est demandé d'un environnement sécurisé de données de santé, énoncé par énoncé : jusqu'où D2H y répond aujourd'hui, quels tests le prouvent, ce que cette installation dit de ses propres réglages, et ce qui reste à l'organisation. « Satisfait » parle du logiciel ; que l'organisation s'en serve ainsi, c'est à l'auditeur de le voir.
page-installation = Installation
page-made = Fait le
page-product = Produit
page-system = Machine
page-state = État
page-running = en marche
page-stopped = arrêtée : lue dans son dossier
page-tests = Tests
page-tests-run = { $file } du { $began } : réussis { $passed }, en échec { $failed }, sautés { $skipped }
page-tests-none = non exécutés ici : aucun résultat n'a été donné
page-digest = SHA-256
page-summary = Résumé
page-text = Texte
page-all = Tous
page-mandatory = dont obligatoires
page-contents = Sommaire
page-measures = Ce que fait D2H : mesures, tests, réglages
page-measures-lead = Chaque mesure avec les tests du dépôt de D2H qui la prouvent, le dernier résultat de chacun, et les réglages de cette installation là où elle les dit.
page-checklist = Liste de contrôle : ce qui reste à l'organisation
page-checklist-lead = À cocher et à signer par qui en répond. Les énoncés qui relèvent entièrement de l'organisation sont repris tels quels ; après les autres vient ce que D2H laisse ouvert.
page-remains = Reste à faire
page-proofs = Tests : { $passed } réussis sur { $all }
page-proofs-failed = Tests : { $failed } en ÉCHEC sur { $all }
page-proofs-none = Tests : { $all }, non exécutés ici
page-setting = Cette installation
page-setting-none = Aucun réglage de cette installation n'en parle.
page-note = Par, date
page-signed = Le fichier evidence.json, à côté de cette page, contient tout cela pour les machines, avec l'empreinte de cette page, signé par la clé Ed25519 de l'installation. ./d2h evidence --check evidence.json le prouve, sans réseau.
live-unreadable = N'a pu être lu : { $reason }
live-audit-holds = Journal de { $zone } : { $records } enregistrements, inchangés et en ordre
live-audit-broken = Journal de { $zone } : NON PROUVÉ ({ $reason })
live-permits = Autorisations en vigueur aujourd'hui : { $count } ; la première finit le { $first }, la dernière le { $last } ; { $soon } dans les 30 jours
live-permits-none = Aucune autorisation n'est en vigueur aujourd'hui
live-modes = Jeux de données ouverts aux projets : { $records } par enregistrements, { $aggregates } par agrégats seuls
live-terms = Dates des jeux de données accordés : { $exact } exactes, { $month } réduites au mois, { $shifted } décalées ; texte libre ouvert dans { $free_text }
live-projects = Projets : en brouillon { $draft }, actifs { $active }, suspendus { $suspended }, terminés { $ended }
live-projects-none = Aucun projet n'est enregistré
live-votes = { $votes ->
        [one] Un avis de vérificateur
       *[other] { $votes } avis de vérificateurs
    } ; du responsable des données de chaque établissement : { $owners ->
        [yes] oui
       *[no] non
    } ; vérificateurs de l'établissement de l'auteur : { $own ->
        [refuse] écartés
       *[allow] admis
    } ; voie rapide : { $fast ->
        [yes] ouverte
       *[no] fermée
    }
live-threshold = Au moins { $threshold } personnes distinctes derrière un nombre qui sort
live-kept = Les fichiers des demandes closes sont gardés sans limite
live-kept-days = Les fichiers des demandes closes sont supprimés après { $days } jours
live-people = Enregistrés : administrateurs { $admin }, chercheurs { $researcher }, vérificateurs des sorties { $output_checker }, responsables des données { $data_owner }, délégués à la protection des données { $data_protection_officer }
live-sites = Établissements enregistrés : { $count } ({ $names })
live-profile = Règles des contrôles : { $name }, version { $version } : seuil de { $threshold } personnes, { $freedom } degrés de liberté, zéros : { $zeros ->
        [pass] admis
        [review] regardés par une personne
       *[block] bloqués
    }, extrêmes : { $extremes ->
        [pass] admis
        [review] regardés par une personne
       *[block] bloqués
    }
live-malware = Les logiciels malveillants sont cherchés par { $names }
live-malware-none = ClamAV n'est pas installé : personne ne cherche de logiciels malveillants
live-login-provider = Connexion par le fournisseur OpenID Connect { $host } ; « d2h policy show » dit de quels rôles elle doit prouver un second facteur
live-login-passwords = Connexion par les mots de passe propres à D2H, sans second facteur
live-front-tls = L'entrée sert le hub et le sas avec TLS
live-front-plain = L'entrée sert le hub et le sas sans TLS, sur 127.0.0.1
live-gateway-tls = Passerelle de { $site } : TLS, certificat valable jusqu'au { $until }
live-owner-page = { $site } : le responsable des données a une page
live-owner-page-none = { $site } : le responsable des données n'a pas de page, mais des commandes
live-opposition = { $site } : une liste d'oppositions, modifiée le { $changed }
live-opposition-none = { $site } : AUCUNE liste d'oppositions, donc rien n'est servi
live-site-disclosure = { $site } : au plus { $numbers } nombres indépendants dits à un projet, groupes entiers à partir de { $group } personnes, { $freedom } degrés de liberté
live-isolation-never = Les parois des espaces de travail n'ont jamais été éprouvées ici : ./d2h verify-isolation
live-isolation-holds = Parois des espaces de travail, éprouvées le { $when } UTC avec { $project } : les { $tried } tiennent
live-isolation-open = Parois des espaces de travail, éprouvées le { $when } UTC avec { $project } : UNE PAROI EST OUVERTE ({ $held } sur { $tried } tiennent)
live-isolation-unknown = Parois des espaces de travail, éprouvées le { $when } UTC avec { $project } : toutes les attaques n'ont pu être faites ({ $held } sur { $tried } tiennent)
