"""The labels of contact forms, by what their field holds, in the languages support meets most."""

from feedback.domain.tickets.words.phrases import phrases

WHO = frozenset(
    phrases("""
    name, names, first name, last name, full name, given name, family name, surname, your name,
    customer name, user name, username, contact name, contact, e-mail, email, mail, email address,
    e-mail address, your email, your e-mail, your email address, phone, phone number, telephone,
    telephone number, tel, tel., mobile, mobile number, cell, fax, from, sender,
    vorname, nachname, vor- und nachname, ihr name, absender, e-mail-adresse, telefon,
    telefonnummer, handy, mobil, anrede, von,
    nom, prénom, nom complet, votre nom, votre e-mail, adresse e-mail, courriel, téléphone, de,
    nombre, apellido, apellidos, nombre completo, su nombre, correo, correo electrónico, teléfono,
    nome, sobrenome, nome completo, seu nome, telefone, celular, cognome, indirizzo e-mail,
    telefono, cellulare,
    naam, voornaam, achternaam, uw naam, e-mailadres, telefoonnummer, telefoon,
    imię, nazwisko, imię i nazwisko, numer telefonu, adres e-mail, jméno, příjmení,
    jméno a příjmení, namn, förnamn, efternamn, e-post, e-postadress, navn, fornavn, efternavn,
    etternavn, e-mailadresse, e-postadresse, nimi, etunimi, sukunimi, sähköposti, puhelin, név,
    имя, фамилия, фио, телефон, почта, эл. почта, ім'я, ad, adı, soyad, ad soyad, e-posta,
    お名前, 名前, 氏名, メールアドレス, 電話番号, 姓名, 邮箱, 电子邮件, 电话, 이름, 이메일, 전화번호
    """)
)
"""Fields that ask who writes."""

AROUND = frozenset(
    phrases("""
    address, street, company, company name, organisation, organization, account, account id,
    account number, customer id, customer number, customer no, customer no., user id, city, state,
    zip, zip code, postcode, postal code, country, region, website, url, page, page url, referrer,
    referer, ip, ip address, browser, user agent, user-agent, os, operating system, device,
    platform, locale, language, time zone, timezone, date, submitted, submitted at, submitted on,
    submitted by, sent, to, cc, order, order id, order number, order no., invoice number, form,
    form name, job title, role, position, industry, department, ticket id, ticket number,
    reference, source, consent, newsletter, shop, store, plan, version, salutation, title,
    firma, firmenname, unternehmen, straße, strasse, plz, ort, stadt, land, kundennummer,
    kunden-nr., kundennr., bestellnummer, rechnungsnummer, an, datum, sprache,
    société, entreprise, adresse, ville, pays, code postal, numéro de client, numéro de commande,
    empresa, dirección, ciudad, país, código postal, número de cliente, número de pedido,
    azienda, società, indirizzo, endereço, cidade, città, paese, cap, número do cliente,
    número do pedido, bedrijf, bedrijfsnaam, adres, plaats, klantnummer, bestelnummer,
    numer klienta, numer zamówienia, společnost, företag, kundnummer, ordernummer, virksomhed,
    bedrift, kundenummer, yritys, компания, şirket, 会社名, 公司, 회사
    """)
)
"""Fields about the customer, the page or the form itself."""

SUBJECT = frozenset(
    phrases("""
    subject, topic, category, reason, type, inquiry type, request type, your subject,
    betreff, thema, kategorie, anlass, grund, objet, sujet, catégorie, asunto, tema, categoría,
    assunto, categoria, oggetto, argomento, onderwerp, emne, ämne, aihe, temat, kategoria, předmět,
    tárgy, тема, konu, 件名, 主题, 主題, 제목
    """)
)

MESSAGE = frozenset(
    phrases("""
    message, messages, your message, message body, comment, comments, your comment, your comments,
    comments or questions, question, questions, your question, questions or comments, description,
    details, issue, issue description, problem, problem description, describe the problem,
    describe your problem, describe your issue, describe the issue, inquiry, enquiry, your inquiry,
    your enquiry, request, your request, request details, feedback, your feedback, remark, remarks,
    note, notes, text, body, content, what happened, how can we help, how can we help you,
    how may we help you, what is wrong, what's wrong, what is the problem, what is the issue,
    additional information, additional details, additional comments,
    nachricht, ihre nachricht, deine nachricht, mitteilung, ihre mitteilung, beschreibung,
    problembeschreibung, fehlerbeschreibung, anfrage, ihre anfrage, frage, ihre frage, anliegen,
    ihr anliegen, kommentar, bemerkung, bemerkungen, was ist passiert,
    votre message, commentaire, commentaires, demande, votre demande, description du problème,
    remarque, remarques, mensaje, su mensaje, tu mensaje, comentario, comentarios, consulta,
    descripción, pregunta, problema, solicitud,
    mensagem, sua mensagem, comentário, comentários, descrição, pergunta, messaggio, il messaggio,
    commento, descrizione, domanda, richiesta, bericht, uw bericht, opmerking, opmerkingen, vraag,
    uw vraag, omschrijving, beschrijving,
    wiadomość, treść, treść wiadomości, opis, opis problemu, pytanie, zpráva, popis, dotaz,
    meddelande, beskrivning, fråga, besked, meddelelse, beskrivelse, spørgsmål, melding, viesti,
    kuvaus, kysymys, üzenet, leírás, mesaj, mesajınız, açıklama, soru, descriere,
    сообщение, описание, вопрос, комментарий, повідомлення, μήνυμα, περιγραφή,
    メッセージ, お問い合わせ内容, 内容, ご質問, 留言, 消息, 描述, 메시지, 내용, 문의 내용
    """)
)
"""Fields that hold what the customer wrote."""
